import { useState } from "preact/hooks";
import { signIn } from "./session.ts";

export function SignIn({ done }: { done(): void }) {
  const [why, setWhy] = useState<string | undefined>();
  const [isBusy, setBusy] = useState(false);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    const refused = await signIn(String(form.get("identifier")), String(form.get("password")));
    setBusy(false);
    setWhy(refused);
    if (!refused) done();
  }
  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <h1>Plaza console</h1>
        <p class="note">For moderators and admins.</p>
        <label>
          Username or e-mail
          <input name="identifier" autocomplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {why && (
          <p class="refusal" role="alert">
            {why}
          </p>
        )}
        <button type="submit" disabled={isBusy}>
          {isBusy ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </main>
  );
}
