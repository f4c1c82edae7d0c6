// biome-ignore lint/suspicious/noExplicitAny: placeholder
export type Database = any;
