import { option } from "../core/option-spelling.ts";
import { modelFrom, addressValues, pathOf } from "./address-values.ts";
import { type Settings, usageError } from "./settings.ts";

/**
 * Route of Ultralytics: `/api/models/ID/predict` of the Platform for a model, and `/predict` of a dedicated
 * endpoint, which serves one model and so takes no name.
 *
 * @throws FrameferryError if the model is missing, or the address belongs to the closed Ultralytics HUB.
 */
export function ultralyticsRoute(settings: Settings): string {
  const host = settings.address === undefined ? "" : new URL(settings.address).hostname;
  if (CLOSED_HOSTS.has(host)) throw closed(host);
  const named = addressValues(settings, SHARED_ADDRESS);
  const isEndpoint = named["model"] === undefined && isDedicated(settings, host);
  return isEndpoint
    ? "/predict"
    : `/api/models/${encodeURIComponent(modelFrom(settings, named))}/predict`;
}

const SHARED_ADDRESS = /\/api\/models\/(?<model>[^/]+)\/predict$/u;

/** True for a dedicated endpoint: an address with `/predict`, or another host without a model. */
function isDedicated(settings: Settings, host: string): boolean {
  if (pathOf(settings).endsWith("/predict")) {
    if (!settings.model) return true;
    throw usageError(
      `the address is one model's own, so that ${option("model")} has no effect`,
      `leave ${option("model")} out, or name the address without /predict`,
    );
  }
  return !settings.model && host !== "" && !/(?:^|\.)ultralytics\.com$/u.test(host);
}

/** Ultralytics closed its HUB at the end of July 2026 (ultralytics/hub, issue 1301). */
const CLOSED_HOSTS: ReadonlySet<string> = new Set([
  "api.ultralytics.com",
  "predict.ultralytics.com",
  "hub.ultralytics.com",
]);

function closed(host: string): Error {
  return usageError(
    `${host} belongs to Ultralytics HUB, which was closed in July 2026`,
    `use ${option("to", "https://platform.ultralytics.com")} with ${option("headers", { Authorization: "Bearer KEY" })}`,
  );
}
