/** What a form's field `note` says; null for nothing, as the database has it. */
export const noteOf = (form: FormData): string | null => String(form.get("note")).trim() || null;
