import { call } from "../../calls.ts";
import { words } from "../../format.ts";
import { say, sayRefusal } from "../../ui/toasts.tsx";

const roles = ["user", "moderator", "admin"];

interface ActionsProps {
  id: string;
  role: string;
  hasBadge: boolean;
  isAdmin: boolean;
  done(): void;
}

/** What is done about an account without a case: its role, and its badge. */
export function Actions({ id, role, hasBadge, isAdmin, done }: ActionsProps) {
  const act = (name: string, args: object, text: string) =>
    call(name, { user_id: id, ...args }).then(() => {
      say(text);
      done();
    }, sayRefusal);
  return (
    <div class="row">
      {isAdmin && (
        <label class="row">
          Role
          <select
            value={role}
            onChange={({ currentTarget }) =>
              act("set_app_role", { app_role: currentTarget.value }, `Now ${words(currentTarget.value).toLowerCase()}.`)
            }
          >
            {roles.map((each) => (
              <option key={each} value={each}>
                {words(each)}
              </option>
            ))}
          </select>
        </label>
      )}
      {hasBadge && (
        <button type="button" class="quiet" onClick={() => act("revoke_verification", {}, "The badge is taken back.")}>
          Take the badge back
        </button>
      )}
    </div>
  );
}
