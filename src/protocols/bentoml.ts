import type { Protocol } from "../core/service/protocol.ts";
import { judgeUpload } from "./multipart.ts";
import { multipartForm } from "./multipart-form.ts";
import { routeProbe } from "./probes.ts";
import { rawBody } from "./raw-body.ts";
import { type Settings, sortParams } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/**
 * A method of a BentoML service, 1.2 or later. Its image parameter is a form field of that name, or the
 * whole body if it is the root input (`--param input=root`).
 */
export function bentoml(settings: Settings): Protocol {
  const { field, metadata = false } = settings;
  const { own, rest } = sortParams(settings, ["input"]);
  const fieldName = field ?? "image";
  const form = multipartForm({ field: fieldName, fields: rest, hasMetadata: metadata });
  return {
    ...(own.input === "root" ? rawBody : form),
    route: "",
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: { ...routeProbe(""), address: readinessAddress },
    judge: (answer) => judgeUpload(answer, fieldName),
  };
}

/** Address of the readiness probe: a sibling of the method, with the same query. */
function readinessAddress(method: string): string {
  const url = new URL(method);
  const { search } = url;
  url.pathname = url.pathname.replace(/\/+$/u, "");
  return new URL(`readyz${search}`, url).href;
}
