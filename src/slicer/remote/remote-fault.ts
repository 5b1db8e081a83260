import { STATUS_CODES } from "node:http";
import { option } from "../../core/option-spelling.ts";
import { certificateReason } from "../../core/service/certificate-reason.ts";

/** A server that did not give what it was asked for. */
export class RemoteFault extends Error {
  /** `away`: it may give it later. `refused`: it will not before somebody mends something. */
  readonly kind: "away" | "refused";

  /** @param reason a sentence about the server without a full stop and without secrets. */
  constructor(kind: RemoteFault["kind"], reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/** An answer that is neither a picture nor a stream: a web page, or that of a service. */
export class PageFault extends RemoteFault {
  /** @param contentType its media type. */
  constructor(contentType: string) {
    const [type = ""] = contentType.slice(0, 60).toLowerCase().split(";", 1);
    super("away", `it answers with ${type.trim()}, which is no picture and no stream`);
  }
}

/** The fault of a status that is not the wanted one. */
export function faultOfStatus(status: number, hasLogin: boolean): RemoteFault {
  if (status === 401)
    return new RemoteFault(
      "refused",
      hasLogin
        ? "it refuses the user name or the password (401 Unauthorized)"
        : "it asks for a user name and a password (401 Unauthorized)",
    );
  if (status === 403)
    return new RemoteFault("refused", "it forbids this user to see it (403 Forbidden)");
  if (status === 404)
    return new RemoteFault("refused", "it has nothing under this path (404 Not Found)");
  const name = STATUS_CODES[status] ?? "unknown";
  return new RemoteFault("away", `it answered with status ${status} (${name})`);
}

/** The fault of an error of Node's HTTP client, or of its TLS. */
export function faultOfError(error: unknown): RemoteFault {
  if (error instanceof RemoteFault) return error;
  const flaw = certificateReason(error as NodeJS.ErrnoException, {
    caFile: option("cameraCaFile"),
    insecure: option("cameraInsecure", true),
    otherHost: `call it by a name of the certificate, or trust this very certificate by its file with ${option("cameraCaFile")}`,
  });
  // No certificate heals by itself.
  if (flaw !== null) return new RemoteFault("refused", `its certificate ${flaw}`);
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reason = REASONS.find(([codes]) => codes.test(code))?.[1] ?? (message || code);
  return new RemoteFault("away", reason);
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/u, "nothing listens at its address (connection refused)"],
  [/^E(?:HOST|NET)(?:UNREACH|DOWN)$/u, "there is no route to its host"],
  [/^(?:ENOTFOUND|EAI_\w+)$/u, "the name of its host is not known"],
  [/^ETIMEDOUT$/u, "it does not answer (timed out)"],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED)$/u, "it broke off the connection"],
  [/^HPE_/u, "its answer is not HTTP"],
  [
    /^(?:EPROTO|ERR_SSL_\w+)$/u,
    "its encryption (TLS) cannot be understood; if it has none, write http:// in place of https://",
  ],
];
