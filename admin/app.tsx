import { lazy, Suspense } from "preact/compat";
import { useEffect, useState } from "preact/hooks";
import { keepOwnTimeZone } from "./figures.ts";
import { pages } from "./pages.ts";
import { hrefOf, usePlace } from "./places.ts";
import { type Operator, onEnd, operator, signOut } from "./session.ts";
import { SignIn } from "./sign-in.tsx";
import { Toasts } from "./ui/toasts.tsx";

const loaded = new Map(pages.map((page) => [page.name, lazy(page.load)]));

/** The navigation, and the page that the address names. */
export function App() {
  const [who, setWho] = useState<Operator | undefined>(operator);
  useEffect(() => onEnd(() => setWho(undefined)), []);
  if (!who) return <SignIn done={() => setWho(operator())} />;
  return <Shell who={who} />;
}

function Shell({ who }: { who: Operator }) {
  const { page: name, rest } = usePlace();
  const [isOpen, setOpen] = useState(false);
  const allowed = pages.filter(({ adminsOnly }) => !adminsOnly || who.role === "admin");
  const page = allowed.find((each) => each.name === name) ?? (allowed[0] as (typeof pages)[number]);
  const Content = loaded.get(page.name) as NonNullable<ReturnType<typeof loaded.get>>;
  useEffect(() => {
    if (who.role === "admin") keepOwnTimeZone();
  }, [who]);
  useEffect(() => {
    document.title = `${page.title} · Plaza console`;
  }, [page]);
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
        Skip to the page
      </button>
      <header class="bar">
        <button
          type="button"
          class="quiet menu"
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={() => setOpen(!isOpen)}
        >
          Menu
        </button>
        <span class="brand">Plaza</span>
        <span class="role">{who.role}</span>
        <button type="button" class="quiet" onClick={signOut}>
          Sign out
        </button>
      </header>
      <nav id="navigation" class={isOpen ? "open" : ""} aria-label="Pages">
        {[...new Set(allowed.map(({ group }) => group))].map((group) => (
          <section key={group}>
            <h2>{group}</h2>
            <ul>
              {allowed
                .filter((each) => each.group === group)
                .map((each) => (
                  <li key={each.name}>
                    <a
                      href={hrefOf(each.name)}
                      aria-current={each === page ? "page" : undefined}
                      onClick={() => setOpen(false)}
                    >
                      {each.title}
                    </a>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </nav>
      <main id="content" tabIndex={-1}>
        <h1>{page.title}</h1>
        <Suspense fallback={<p class="note">Loading…</p>}>
          <Content key={page.name} rest={rest} who={who} />
        </Suspense>
      </main>
      <Toasts />
    </div>
  );
}
