/** Status and code of a refused RPC, to compare in one line. */
export const refusal = ({ status, error }: { status: number; error: { code: string } | null }) => ({
  status,
  code: error?.code,
});
