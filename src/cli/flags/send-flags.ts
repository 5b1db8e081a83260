import type { BatchOptions } from "../../options/batch-options.ts";
import type { FailureOptions } from "../../options/failure-options.ts";
import { PROTOCOL_NAMES, type ProtocolOptions } from "../../options/protocol-options.ts";
import { DEFAULT_RETENTION_MS, type RecordOptions } from "../../options/record-options.ts";
import type { ResultsOptions } from "../../options/results-options.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { CROP_FLAGS } from "./crop-flags.ts";
import { CONNECTION_FLAGS } from "./connection-flags.ts";
import { type Flag, inGroup, typedValue } from "./flags.ts";
import { QUOTA_FLAGS } from "./quota-flags.ts";
import { TENSOR_FLAGS } from "./tensor-flags.ts";

/** The language of the service. */
export const PROTOCOL_FLAGS: readonly Flag<ProtocolOptions>[] = inGroup("Service and protocol:", [
  {
    key: "protocol",
    group: "Main options:",
    spelling: "-p, --protocol <name>",
    help: `language of the service: auto (asks it), ${PROTOCOL_NAMES.join(", ")}`,
  },
  {
    key: "model",
    spelling: "--model <name>",
    help: "model, where the service serves several (default: the service's)",
  },
  {
    key: "field",
    group: "Main options:",
    spelling: "--field <name>",
    help: "form field or input that carries the image (default: the protocol's, image)",
  },
  {
    key: "params",
    spelling: "--param <name=value>",
    help: "setting of the service, may be repeated: confidence=0.4",
    isRepeatable: true,
  },
  {
    key: "prompt",
    spelling: "--prompt <text>",
    help: "what a language model is asked about each frame (default: to describe it)",
  },
  {
    key: "headers",
    spelling: "--header <name: value>",
    help: "header of every request, may be repeated; keep secrets in FRAMEFERRY_HEADER",
    isRepeatable: true,
  },
  {
    key: "headerFile",
    spelling: "--header-file <file>",
    help: "file of further headers, a line each, as curl's -H @file; read again when it changes and after a 401",
  },
  {
    key: "tokenCommand",
    spelling: "--token-command <command>",
    help: "command that prints a token for 'Authorization: Bearer'; run again after a 401",
  },
  {
    key: "template",
    spelling: "--template <json>",
    help: 'JSON with placeholders, or its file, for the protocol json (default: {"image":"{{base64}}"})',
  },
  {
    key: "metadata",
    spelling: "--metadata",
    help: "send index, time, source and idempotency key along with each frame",
  },
  ...TENSOR_FLAGS,
]);

/** Flags about batches. */
const BATCH_FLAGS: readonly Flag<BatchOptions>[] = inGroup("Requests and retries:", [
  {
    key: "batch",
    spelling: "--batch <n>",
    help: "frames in one request, at most, where the protocol takes several",
  },
  {
    key: "batchTimeoutMs",
    spelling: "--batch-timeout <duration>",
    help: "how long a frame waits for others to share its request, at most",
  },
]);

/** Flags about requests, whatever the service. */
export const TRAVEL_FLAGS: readonly Flag<Omit<SendOptions, "to">>[] = inGroup(
  "Requests and retries:",
  [
    {
      key: "routes",
      group: "Service and protocol:",
      spelling: "--route <pattern=url>",
      help: "send frames of this path or source elsewhere, may be repeated: 'cam1/**=http://...'",
      isRepeatable: true,
    },
    {
      key: "mirror",
      group: "Service and protocol:",
      spelling: "--mirror <url>",
      help: "also send a copy of each frame here, if this service can take it",
    },
    ...PROTOCOL_FLAGS,
    ...CONNECTION_FLAGS,
    ...BATCH_FLAGS,
    ...QUOTA_FLAGS,
    ...CROP_FLAGS,
    {
      key: "resize",
      spelling: "--resize <WxH>",
      help: "shrink what is sent to fit into so many pixels: 640x480; the files stay as they are (default: their own size)",
    },
    {
      key: "concurrency",
      group: "Main options:",
      spelling: "-c, --concurrency <n>",
      help: "requests in flight at once to each service, at most; auto finds the fewest that keep it busy",
    },
    {
      key: "maxConcurrency",
      spelling: "--max-concurrency <n>",
      help: "requests in flight at once that auto never goes beyond",
    },
    {
      key: "timeoutMs",
      spelling: "--timeout <duration>",
      help: "deadline of one request: 500ms, 30s, 2m (default: the protocol's, 30s or 2m)",
    },
    {
      key: "waitReadyMs",
      spelling: "--wait-ready <duration>",
      help: "how long to wait at the start for a service that is not ready (default: 60s, where it can be asked)",
    },
    {
      key: "retries",
      spelling: "--retries <n>",
      help: "how often a failed request is tried again",
    },
    {
      key: "retryOn",
      spelling: "--retry-on <list>",
      help: "answers after which a frame is sent again: 404, 5xx, timeout, reset",
    },
    { key: "successOn", spelling: "--success-on <list>", help: "answers that count as success" },
    {
      key: "maxOutageMs",
      spelling: "--max-outage <duration>",
      help: "end when the service has been away for this long (default: wait for it)",
    },
    {
      key: "maxFailures",
      spelling: "--max-failures <n>",
      help: "end when more frames than this have failed: 10 or 5% (default: go on)",
    },
  ],
);

/** Flags about services and requests, for every command that takes new frames. */
export const SEND_FLAGS: readonly Flag<SendOptions>[] = [
  {
    key: "to",
    spelling: "--to <url>",
    help: "address of the service that each frame is posted to, or unix:SOCKET:PATH; several share the frames, 'URL weight=3' gets three times as many",
    isRepeatable: true,
  },
  ...TRAVEL_FLAGS,
];

/** Flags about failed images, for every command that delivers. */
export const FAILURE_FLAGS: readonly Flag<FailureOptions>[] = inGroup(
  "Images after delivery or failure:",
  [
    {
      key: "onFailure",
      spelling: "--on-failure <action>",
      help: "keep failed images where they are, or copy-to=FOLDER puts copies aside, each with its reason",
    },
  ],
);

/** Flags about results and state, for every command that delivers. */
export const PLACE_FLAGS: readonly Flag<ResultsOptions & Pick<RecordOptions, "state">>[] = inGroup(
  "Results and state:",
  [
    {
      key: "results",
      group: "Main options:",
      spelling: "--results <file>",
      help: "add a JSON line per frame to this file (default: a new one in the state folder)",
    },
    {
      key: "resultsOverwrite",
      spelling: "--results-overwrite",
      help: "remove what the results file holds when the first new line comes",
    },
    {
      key: "resultsMaxSizeBytes",
      spelling: "--results-max-size <size>",
      help: "bytes of results to keep; the oldest go, 0 keeps all (default: 1GB for a watch in the state folder)",
    },
    {
      key: "resultsRetentionMs",
      spelling: "--results-retention <duration>",
      help: `how long results are kept (default: ${typedValue("retentionMs", DEFAULT_RETENTION_MS)} in the state folder, else for ever)`,
    },
    {
      key: "state",
      spelling: "--state <folder>",
      help: "state folder, on a local disk (default: ~/.local/state/frameferry)",
    },
  ],
);

/** Flags about the record of a job, for every command that takes new frames. */
export const RECORD_FLAGS: readonly Flag<RecordOptions>[] = inGroup("Earlier runs:", [
  ...PLACE_FLAGS,
  {
    key: "serviceName",
    spelling: "--service-name <name>",
    help: "name of the service in the ledger, if its address changes (default: its address)",
  },
  {
    key: "restart",
    spelling: "--restart",
    help: "forget what earlier runs delivered and what failed, and send all",
  },
  {
    key: "retryFailed",
    spelling: "--retry-failed",
    help: "also send again what failed in earlier runs (by itself only where the request is another one now)",
  },
  {
    key: "retentionMs",
    spelling: "--retention <duration>",
    help: "how long delivered frames are remembered whose images are gone",
  },
  {
    key: "ledgerMaxSizeBytes",
    spelling: "--ledger-max-size <size>",
    help: "size of the ledger at most; before, the oldest frames are forgotten whose images are gone",
  },
]);
