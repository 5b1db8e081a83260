import type { SameRejection } from "./same-rejection.ts";
import { byReader, option } from "../option-spelling.ts";

/** Example: `each of the first 20 answers of http://127.0.0.1:8000/predict was 404`. */
export function describeRejection(service: string, { status, answers }: SameRejection): string {
  if (answers === 1) return `the only answer of ${service} was ${status}`;
  return `each of the first ${answers} answers of ${service} was ${status}`;
}

/** Most likely way out if a service answers everything with this status. */
export function rejectionRemedy(status: number): string {
  if (status < 400) return `give the address that it redirects to as ${option("to")}`;
  return (
    remedies()[status] ??
    `see what it says, and check ${option("to")}, ${option("protocol")} and the options about the request`
  );
}

/** Remedies according to RFC 9110, 15.5, and to the usage of Flask, FastAPI and nginx. */
function remedies(): Readonly<Record<number, string>> {
  const hidden = byReader({
    commandLine: ", or FRAMEFERRY_HEADER, which hides the token from other users",
    library: "",
  });
  return {
    400: `the request may lack what the service looks for: check ${option("field")}, ${option("params")} and ${option("protocol")}`,
    401: `it requires credentials: ${option("headers", { Authorization: "Bearer TOKEN" })}${hidden}`,
    403: `the credentials do not allow this: check the token in ${option("headers")}, and the path of ${option("to")}`,
    404: `check the path of ${option("to")}, and ${option("model")} if one is named`,
    405: `this path takes no POST: check the path of ${option("to")}, also whether a slash at its end is missing or too much`,
    407: "a proxy on the way requires credentials",
    413: `the images are larger than it takes: use ${option("resize", "1280x1280")}, or raise its limit (client_max_body_size in nginx)`,
    415: `it takes another type of content: ${option("protocol", "raw")} sends the image as the whole body, multipart (the default) in a form, json in a ${option("template")}`,
    422: `a part of the request is missing or has another name: check ${option("field")} and ${option("params")}`,
  };
}
