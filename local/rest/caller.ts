/** Who asks, as the gateway found out: the token and API key are verified before REST sees a request. */
export interface Caller {
  role: "anon" | "authenticated" | "service_role";
  /** The claims of the user's token, or just `role` where there is none. */
  claims: Record<string, unknown>;
  clientIp: string;
  requestId: string;
}
