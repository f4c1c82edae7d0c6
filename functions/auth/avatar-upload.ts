import { required } from "../_shared/environment.ts";
import { type ErrorBody, errorBody } from "../_shared/error-codes.ts";

export interface Avatar {
  content_type: string;
  byte_size: number;
}

/** What POST media/uploads answers, or why it refused: the account is there all the same. */
export type AvatarUpload = { avatar_upload: unknown } | { avatar_error: ErrorBody };

const uploadsUrl = `${required("SUPABASE_URL")}/functions/v1/media/uploads`;

/** Asks the function `media`, as the new person, for the permission to upload their picture. */
export async function startAvatarUpload(avatar: Avatar, accessToken: string): Promise<AvatarUpload> {
  try {
    const response = await fetch(uploadsUrl, {
      method: "POST",
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({ purpose: "avatar", ...avatar }),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = await response.json();
    return response.ok ? { avatar_upload: answer } : { avatar_error: answer };
  } catch {
    return { avatar_error: errorBody("UNAVAILABLE") };
  }
}
