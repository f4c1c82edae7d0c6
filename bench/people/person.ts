/** The identifier that seed.sql gives to person number `index`, counted from 1. */
export const personId = (index: number): string => `01930000-0000-7000-8000-${index.toString(16).padStart(12, "0")}`;
