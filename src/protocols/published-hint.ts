import { option } from "../core/spelling.ts";
import { excerptOf, oneLine } from "./one-line.ts";
import { postPathsIn, type Upload, uploadsIn } from "./openapi-uploads.ts";

/** What of a request a service refuses. */
export interface RefusedRequest {
  /** Where it was sent. */
  readonly address: string;
  /** HTTP status of the answer. */
  readonly status: number;
}

/**
 * What a service's own description (OpenAPI) says of a request that it refuses, in words; `null` where it
 * says nothing of use.
 */
export function publishedHint(
  description: unknown,
  { address, status }: RefusedRequest,
): string | null {
  const uploads = uploadsIn(description);
  const { pathname } = new URL(address);
  const here = uploads.find(({ path }) => path !== "/" && pathname.endsWith(path));
  if (here !== undefined) return status === 404 ? null : formInWords(here);
  if (!WRONG_PLACE.has(status)) return null;
  const images = uploads.map(({ path }) => path);
  if (images.length > 0) return `it takes images at ${excerptOf(images.join(", "))}`;
  const posts = postPathsIn(description).filter((path) => path !== pathname);
  return posts.length === 0 ? null : `it takes a POST at ${excerptOf(posts.join(", "))}`;
}

/** Answers of a server that has nothing for a POST at this path, or something else than a model. */
const WRONG_PLACE: ReadonlySet<number> = new Set([400, 404, 405, 415, 422]);

function formInWords({ field, isBentoml }: Upload): string {
  if (field !== null)
    return `it takes the image in the form field "${oneLine(field)}": use ${option("field", oneLine(field))}`;
  return isBentoml
    ? `it takes the image as the whole body: use ${option("protocol", "bentoml")} with ${option("params", { input: "root" })}`
    : `it takes the image as the whole body: use ${option("protocol", "raw")}`;
}
