/** One password has one form, however a keyboard composes its letters (NIST SP 800-63B, section 5.1.1.2). */
export const normalised = (password: string): string => password.normalize("NFKC");

/** bcrypt reads so many bytes and silently ignores the rest: a longer password can be neither set nor right. */
export const maxBytes = 72;

export const fits = (password: string): boolean => new TextEncoder().encode(normalised(password)).length <= maxBytes;
