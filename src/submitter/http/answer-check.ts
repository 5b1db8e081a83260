import type { Answer, TransportFault } from "../../core/service/answer.ts";
import { refusesCertificate, wantsCertificate } from "./certificate-fault.ts";
import type { Proxy } from "./proxy.ts";
import { proxyRefusal } from "./proxy-refusal.ts";

/** Finds out whether somebody on the way to a service has answered in its place, and with which outcome. */
export type AnswerCheck = (answer: Answer) => TransportFault | null;

/** @returns `null` where nobody can: with plain HTTP and without a proxy. */
export function answerCheck(url: URL, forwarder: Proxy | null): AnswerCheck | null {
  if (url.protocol === "https:") return clientCertificateRefusal;
  return forwarder === null ? null : (answer) => proxyRefusal(answer, forwarder, url.host);
}

/**
 * nginx takes any client certificate, or none, in the handshake, and answers 400 then in place of the
 * service (`ngx_http_special_response.c`): no frame can be to blame for that.
 */
function clientCertificateRefusal({ status, body }: Answer): TransportFault | null {
  if (status !== 400) return null;
  const title = TITLE.exec(body.subarray(0, MAX_TITLE_END).toString("latin1"))?.[1];
  const reason = title === undefined ? undefined : REASONS[title]?.();
  return reason === undefined ? null : { fault: "unreachable", reason };
}

const MAX_TITLE_END = 200;
const TITLE = /<title>400 (.+?)<\/title>/u;
const REASONS: Readonly<Record<string, () => string>> = {
  "No required SSL certificate was sent": wantsCertificate,
  "The SSL certificate error": () => refusesCertificate("400, The SSL certificate error"),
};
