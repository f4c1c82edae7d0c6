import { words } from "../format.ts";

/** What figures mean, below where they are shown. */
export function Definitions({ of, definition }: { of: string[]; definition(name: string): string | undefined }) {
  return (
    <details>
      <summary>What these figures mean</summary>
      <dl class="definitions">
        {of.map((name) => (
          <div key={name}>
            <dt>{words(name)}</dt>
            <dd>{definition(name)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
