import { initRemedy } from "../init-remedy.ts";
import { certificateFault } from "../broker-tls.ts";
import { away } from "../common-faults.ts";
import type { BrokerFault } from "../publish-outcome.ts";

/*
 * What errors of the client mean. A broker that refuses something closes the channel, or the connection, with a reply
 * code of AMQP 0-9-1 (https://www.rabbitmq.com/amqp-0-9-1-reference#constants) and a sentence.
 */

/** Reply codes that mean something to us. */
export const REPLY_CODES = {
  accessRefused: 403,
  notFound: 404,
  resourceLocked: 405,
  preconditionFailed: 406,
} as const;

/** Reply code of an error; `null` for one that did not come from the broker. */
export function replyCodeOf(error: unknown): number | null {
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  if (typeof code === "number") return code;
  const [, found] = /\b([345]\d\d) \([A-Z-]+\) with message/u.exec(message) ?? [];
  return found === undefined ? null : Number(found);
}

/** The sentence of the broker in an error, without what the client puts around it. */
export function sentenceOf(error: unknown): string {
  const { message, errors, code } = error as Partial<AggregateError> & { readonly code?: unknown };
  const [, sentence] = /with message "(?:[A-Z_]+ - )?([^]*)"$/u.exec(message ?? "") ?? [];
  const first: unknown = errors?.[0];
  if (sentence === undefined && first instanceof Error) return first.message;
  const words = sentence ?? message ?? "";
  return words === "" ? String(code) : words;
}

/**
 * Fault that an error means.
 *
 * @param broker the broker for display.
 */
export function faultOf(error: unknown, broker: string): BrokerFault {
  const certificate = certificateFault(error as { readonly code?: unknown }, broker);
  if (certificate !== null) return certificate;
  const words = sentenceOf(error);
  switch (replyCodeOf(error)) {
    case REPLY_CODES.accessRefused:
      return /login was refused|user .* can only connect via localhost/iu.test(words)
        ? refused(`${broker} refuses the login: ${words}`)
        : refused(`${broker} does not allow that: ${words}`);
    case REPLY_CODES.notFound:
      return missing(broker, words);
    default:
      if (NO_VIRTUAL_HOST.test(words))
        return refused(
          `${broker} does not open the virtual host: there is none, or this login may not use it`,
          ADD_VIRTUAL_HOST,
        );
      return away(`${broker} cannot be reached: ${words}`);
  }
}

/** @param what such as `there is no exchange frames`. @param partition that has no queue. */
export function missing(
  broker: string,
  what: string,
  partition: string | null = null,
): BrokerFault {
  return {
    kind: "missing",
    reason: `${what} at ${broker}`,
    remedy: initRemedy(broker, partition),
  };
}

function refused(reason: string, remedy: string = GRANT): BrokerFault {
  return { kind: "refused", reason, remedy };
}

const GRANT = "check user and password, and the permissions in src/brokers/README.md";

/** How the client tells that the broker has closed a connection when it was to open the virtual host. */
const NO_VIRTUAL_HOST = /Expected ConnectionOpenOk; got <ConnectionClose/u;
const ADD_VIRTUAL_HOST =
  "make it with rabbitmqctl add_vhost, let the login use it with rabbitmqctl set_permissions, or name another one before the queue in the address";
