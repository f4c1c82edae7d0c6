/** What HTTP can carry as the value of a header, with bytes above ASCII as Node gives them (ISO-8859-1). */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

export const isHeaderValue = (value: string): boolean => headerValue.test(value);
