import type { SameRejection } from "./first-answers.ts";

/** Example: `each of the first 20 answers of http://127.0.0.1:8000/predict was 404`. */
export function describeRejection(service: string, { status, answers }: SameRejection): string {
  if (answers === 1) return `the only answer of ${service} was ${status}`;
  return `each of the first ${answers} answers of ${service} was ${status}`;
}

/** Most likely way out if a service answers everything with this status. */
export function rejectionRemedy(status: number): string {
  return REMEDIES[status] ?? (status < 400 ? REDIRECTED : OTHERWISE);
}

const REDIRECTED = "give the address that it redirects to as --to";
const OTHERWISE = "see what it says, and check --to, --protocol and the options about the request";

/** Remedies according to RFC 9110, 15.5, and to the usage of Flask, FastAPI and nginx. */
const REMEDIES: Readonly<Record<number, string>> = {
  400: "the request may lack what the service looks for: check --field, --param and --protocol",
  401: "it wants credentials: --header 'Authorization: Bearer TOKEN', or FRAMEFERRY_HEADER, which hides the token from other users",
  403: "the credentials do not allow this: check the token in --header, and the path of --to",
  404: "check the path of --to, and --model if one is named",
  405: "this path takes no POST: check the path of --to, also whether a slash at its end is missing or too much",
  407: "a proxy on the way wants credentials",
  413: "the images are larger than it takes: --resize 1280x1280, or raise its limit (client_max_body_size in nginx)",
  415: "it takes another type of content: --protocol raw sends the image as the whole body, multipart (the default) in a form, json in a --template",
  422: "a part of the request is missing or has another name: check --field and --param",
};
