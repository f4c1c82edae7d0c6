/** One assertion of a test file, or a failure of the file itself. */
export interface Assertion {
  passed: boolean;
  description: string;
  /** pgTAP's own words on a failure: have, want, the rows in question. */
  diagnosis: string[];
}

/**
 * Collects the Test Anything Protocol that pgTAP returns as rows of text. The counts are kept here rather than
 * taken from `finish()`, so an assertion whose row went nowhere (`perform ok(…)`) is missed and counts as failed.
 * Source: testanything.org, TAP version 12.
 */
export class TapReport {
  readonly assertions: Assertion[] = [];
  #planned: number | undefined;
  #numbers: number[] = [];

  /** Takes one value of a result row; values that are no TAP are data, and ignored. */
  add(value: string): void {
    for (const line of value.split("\n")) {
      const plan = /^1\.\.(\d+)$/.exec(line);
      const result = /^(not )?ok (\d+)(?: -)? ?(.*)$/.exec(line);
      const last = this.assertions.at(-1);
      if (plan) this.#planned = Number(plan[1]);
      else if (result) this.#addResult(result[1] === undefined, Number(result[2]), result[3] as string);
      else if (line.startsWith("#") && last && !last.passed) last.diagnosis.push(line);
    }
  }

  #addResult(ok: boolean, number: number, description: string): void {
    const directive = /(?:^|\s)# (SKIP|TODO)/i.exec(description);
    this.#numbers.push(number);
    this.assertions.push({
      passed: ok && !directive,
      description,
      diagnosis: directive ? ["# An assertion that is skipped or put off proves nothing: take it out or mend it."] : [],
    });
  }

  fail(description: string, ...diagnosis: string[]): void {
    this.assertions.push({ passed: false, description, diagnosis });
  }

  /** Call at the end: turns a wrong count into failures. */
  close(): void {
    const ran = this.#numbers.length;
    if (ran === 0) this.fail("the file asserts nothing");
    else if (this.#planned === undefined) this.fail("the file has no plan");
    else if (this.#planned !== ran) this.fail(`the plan is ${this.#planned} assertions, the file reported ${ran}`);
    else if (this.#numbers.some((number, index) => number !== index + 1)) {
      this.fail(`an assertion was made whose result was not returned: numbers ${this.#numbers.join(", ")}`);
    }
  }
}
