/** What belongs to a line of a log, word by word. */
export function Details({ of }: { of: object }) {
  const known = Object.entries(of);
  if (known.length === 0) return <>–</>;
  return (
    <dl class="details">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
