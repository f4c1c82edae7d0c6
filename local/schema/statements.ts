/** One SQL statement of a file, without its semicolon and the comments before it. */
export interface Statement {
  text: string;
  /** Line of the file on which it begins, from 1. */
  line: number;
}

// What a semicolon may hide in, then words and the characters that matter, then anything else.
const token =
  /--[^\n]*|\/\*|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|[A-Za-z_][\w$]*|[\s\S]/y;

/** Block comments nest in SQL, which a regular expression cannot follow. */
function endOfBlockComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

export const lineAt = (text: string, index: number) => text.slice(0, index).split("\n").length;

/**
 * Splits a file as psql does, so that an error can name its line. Knows quotes, dollar quotes, comments,
 * parentheses and `begin atomic` bodies. Throws on a quote or comment that is never closed.
 */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let start = -1;
  let parentheses = 0;
  let atomicBlocks = 0;
  let previousWord = "";

  const finish = (end: number) => {
    if (start >= 0) statements.push({ text: sql.slice(start, end).trimEnd(), line: lineAt(sql, start) });
    start = -1;
    parentheses = 0;
    atomicBlocks = 0;
    previousWord = "";
  };

  for (let index = 0; index < sql.length; ) {
    token.lastIndex = index;
    const text = token.exec(sql)?.[0] ?? "";
    let end = index + text.length;
    if (text === "/*") end = endOfBlockComment(sql, index);
    // A whole quote is one token: its bare mark means that the closing one is missing.
    if (end < 0 || text === "'" || text === '"') {
      throw new Error(`line ${lineAt(sql, index)}: ${text} is never closed`);
    }
    const isComment = text.startsWith("--") || text === "/*";
    if (text === ";" && parentheses === 0 && atomicBlocks === 0) {
      finish(index);
    } else if (!isComment && text.trim() !== "") {
      if (start < 0) start = index;
      const word = text.toLowerCase();
      if (word === "(") parentheses += 1;
      if (word === ")") parentheses -= 1;
      if (word === "atomic" && previousWord === "begin") atomicBlocks = 1;
      if (word === "case" && atomicBlocks > 0) atomicBlocks += 1;
      if (word === "end" && atomicBlocks > 0) atomicBlocks -= 1;
      previousWord = word;
    }
    index = end;
  }
  finish(sql.length);
  return statements;
}
