import { option } from "../core/option-spelling.ts";
import { excerptOf, oneLine } from "./one-line.ts";
import { postPathsIn, type UploadRoute, uploadsIn } from "./openapi-uploads.ts";

/** A rejected request. */
export interface RejectedRequest {
  /** Address of the request. */
  readonly address: string;
  /** HTTP status of the answer. */
  readonly status: number;
}

/**
 * Hint from a service's own description (OpenAPI) about a rejected request; `null` if it contains nothing
 * useful.
 */
export function openapiHint(
  description: unknown,
  { address, status }: RejectedRequest,
): string | null {
  const uploads = uploadsIn(description);
  const { pathname } = new URL(address);
  const here = uploads.find(({ path }) => path !== "/" && pathname.endsWith(path));
  if (here !== undefined) return status === 404 ? null : describeForm(here);
  if (!WRONG_PLACE.has(status)) return null;
  const images = uploads.map(({ path }) => path);
  if (images.length > 0) return `it takes images at ${excerptOf(images.join(", "))}`;
  const posts = postPathsIn(description).filter((path) => path !== pathname);
  return posts.length === 0 ? null : `it takes a POST at ${excerptOf(posts.join(", "))}`;
}

/** Statuses of a server without a POST route at this path, or with something else than a model. */
const WRONG_PLACE: ReadonlySet<number> = new Set([400, 404, 405, 415, 422]);

function describeForm({ field, isBentoml }: UploadRoute): string {
  if (field !== null)
    return `it takes the image in the form field "${oneLine(field)}": use ${option("field", oneLine(field))}`;
  return isBentoml
    ? `it takes the image as the whole body: use ${option("protocol", "bentoml")} with ${option("params", { input: "root" })}`
    : `it takes the image as the whole body: use ${option("protocol", "raw")}`;
}
