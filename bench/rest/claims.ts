/** Claims of the size that a real token has. */
export const claims = {
  role: "authenticated",
  sub: "8d9f0a52-4b7e-4a7e-9f29-3a5f4d8a1a10",
  sid: "4f6c1d0e-7a53-4f7b-8a42-6f0f5f3c2b11",
  app_role: "user",
  aud: "authenticated",
  iss: "http://127.0.0.1:54321/auth/v1",
  iat: 1_893_455_100,
  exp: 1_893_456_000,
};
