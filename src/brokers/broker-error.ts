import { type ErrorDetails, FrameferryError } from "../core/errors.ts";
import type { BrokerFault } from "./publish-outcome.ts";

/** Error for a fault of a broker that keeps a command from its work. */
export function brokerError({ kind, reason, remedy }: BrokerFault): FrameferryError {
  return new FrameferryError({ ...ERRORS[kind], message: reason, remedy });
}

const AWAY = { code: "ERR_BROKER_AWAY", kind: "service" } as const;

const ERRORS: Readonly<Record<BrokerFault["kind"], Pick<ErrorDetails, "code" | "kind">>> = {
  away: AWAY,
  full: AWAY,
  tooLarge: AWAY,
  missing: { code: "ERR_BROKER_NOT_SET_UP", kind: "environment" },
  refused: { code: "ERR_BROKER_REFUSED", kind: "usage" },
};
