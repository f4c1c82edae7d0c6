import { S3Error } from "../errors.ts";

/** What a signed request claims about its signature, well-formed but not yet verified. */
export interface SignatureClaim {
  accessKeyId: string;
  /** Of the credential scope: `YYYYMMDD`, region and service. */
  scope: { date: string; region: string; service: string };
  /** Lower-case names. */
  signedHeaders: string[];
  /** 64 hexadecimal digits. */
  signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  date: string;
  /** Seconds; only a presigned URL has it. */
  expiresIn?: number;
}

const maxExpiresIn = 604_800;

function parseParts(
  malformed: (why: string) => S3Error,
  parts: { credential: string | undefined; signedHeaders: string | undefined; signature: string | undefined },
): Omit<SignatureClaim, "date"> {
  const { credential, signedHeaders, signature } = parts;
  if (!credential || !signedHeaders || !signature) {
    throw malformed("Credential, SignedHeaders and Signature are required.");
  }
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || rest.length > 0) {
    throw malformed('The Credential must be "<access key id>/YYYYMMDD/<region>/s3/aws4_request".');
  }
  if (!/^[0-9a-f]{64}$/.test(signature)) throw malformed("The Signature must be 64 lower-case hexadecimal digits.");
  const names = signedHeaders.split(";");
  if (names.some((name) => !/^[a-z0-9-]+$/.test(name)) || new Set(names).size < names.length) {
    throw malformed("SignedHeaders must be lower-case names, separated by semicolons, each once.");
  }
  return { accessKeyId, scope: { date, region, service }, signedHeaders: names, signature };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html */
function readHeaderClaim(authorization: string, headers: Readonly<Record<string, string>>): SignatureClaim {
  const malformed = (why: string) =>
    new S3Error("AuthorizationHeaderMalformed", `The authorization header is malformed. ${why}`);
  const [, algorithm, list] = /^(\S+)\s+(.*)$/.exec(authorization) ?? [];
  if (algorithm !== "AWS4-HMAC-SHA256" || list === undefined) {
    throw new S3Error("InvalidArgument", "Unsupported Authorization Type: only AWS4-HMAC-SHA256 is accepted.");
  }
  const parts = new Map(
    list.split(",").map((part) => {
      const [name = "", value = ""] = part.trim().split("=", 2);
      return [name, value] as const;
    }),
  );
  const claim = parseParts(malformed, {
    credential: parts.get("Credential"),
    signedHeaders: parts.get("SignedHeaders"),
    signature: parts.get("Signature"),
  });
  const date = headers["x-amz-date"];
  if (!date) throw new S3Error("AccessDenied", "AWS authentication requires a valid x-amz-date header.");
  return { ...claim, date };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
function readQueryClaim(query: ReadonlyMap<string, string>): SignatureClaim {
  const malformed = (why: string) => new S3Error("AuthorizationQueryParametersError", why);
  if (query.get("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") {
    throw malformed('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256".');
  }
  const claim = parseParts(malformed, {
    credential: query.get("X-Amz-Credential"),
    signedHeaders: query.get("X-Amz-SignedHeaders"),
    signature: query.get("X-Amz-Signature"),
  });
  const date = query.get("X-Amz-Date");
  if (!date) throw malformed("X-Amz-Date is required.");
  const expiresIn = query.get("X-Amz-Expires") ?? "";
  if (!/^[1-9]\d{0,5}$/.test(expiresIn) || Number(expiresIn) > maxExpiresIn) {
    throw malformed(`X-Amz-Expires must be a number of seconds from 1 to ${maxExpiresIn}.`);
  }
  return { ...claim, date, expiresIn: Number(expiresIn) };
}

/** The claim of a header-signed or presigned request, or undefined if the request is unsigned. */
export function readClaim(
  headers: Readonly<Record<string, string>>,
  query: ReadonlyMap<string, string>,
): SignatureClaim | undefined {
  const { authorization } = headers;
  const presigned = [...query.keys()].some((name) => /^x-amz-(algorithm|credential|signature)$/i.test(name));
  if (authorization !== undefined && presigned) {
    throw new S3Error("InvalidArgument", "Only one auth mechanism allowed: the query's or the Authorization header's.");
  }
  if (presigned) return readQueryClaim(query);
  return authorization === undefined ? undefined : readHeaderClaim(authorization, headers);
}
