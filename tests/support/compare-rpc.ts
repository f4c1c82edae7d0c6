import { isDeepStrictEqual } from "node:util";

export interface RpcCall {
  /** Where REST is: the URL up to and with `/rest/v1`. */
  restUrl: string;
  /** API key, token and whatever else the call needs. */
  headers?: Record<string, string>;
  name: string;
  args?: Record<string, unknown>;
  method?: "POST" | "GET";
}

export interface RpcAnswer {
  status: number;
  contentType: string | null;
  /** Parsed JSON, or undefined where there is no body. */
  body: unknown;
}

export interface RpcComparison {
  fast: RpcAnswer;
  lite: RpcAnswer;
  /** Which of status, content type and body differ. */
  differences: (keyof RpcAnswer)[];
}

/** A preference that changes nothing, and that the RPC path therefore leaves to lite. */
const liteOnly = { Prefer: "handling=lenient" };

/** Makes the same call on the RPC path and through lite. It is made twice, so writes happen twice. */
export async function compareRpc(call: RpcCall): Promise<RpcComparison> {
  const fast = await answerOf(call, {});
  const lite = await answerOf(call, liteOnly);
  const parts: (keyof RpcAnswer)[] = ["status", "contentType", "body"];
  return { fast, lite, differences: parts.filter((part) => !isDeepStrictEqual(fast[part], lite[part])) };
}

async function answerOf(call: RpcCall, extraHeaders: Record<string, string>): Promise<RpcAnswer> {
  const { restUrl, name, args = {}, method = "POST" } = call;
  const url = new URL(`${restUrl}/rpc/${encodeURIComponent(name)}`);
  const headers: Record<string, string> = { ...call.headers, ...extraHeaders };
  if (method === "GET") {
    for (const [key, value] of Object.entries(args)) url.searchParams.append(key, String(value));
  } else {
    headers["Content-Type"] = "application/json";
  }
  const body = method === "POST" ? JSON.stringify(args) : null;
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    body: text === "" ? undefined : JSON.parse(text),
  };
}
