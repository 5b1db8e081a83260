import { type Clock, systemClock } from "../../core/concurrency/clock.ts";
import type { Credentials } from "../../core/service/credentials.ts";
import { HeaderFile } from "../../credentials/header-file.ts";
import { RenewableCredentials } from "../../credentials/renewable-credentials.ts";
import { TokenCommand } from "../../credentials/token-command.ts";
import type { ProtocolOptions } from "../../options/protocol-options.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import { usageError } from "../../protocols/settings.ts";

/** The options that name where credentials are read from. */
export type CredentialOptions = Pick<ProtocolOptions, "headerFile" | "tokenCommand">;

export interface CredentialTools {
  /** Called with each warning for the user. */
  readonly warn: (message: string) => void;
  /** Ends the first reading. */
  readonly signal: AbortSignal;
  /** @default the system's */
  readonly clock?: Clock;
}

/** Credentials that are in use; disposing of them ends that. */
export interface OpenCredentials extends Disposable {
  /** `null` where no option names any. */
  readonly credentials: Credentials | null;
}

/**
 * Reads the credentials that are to be read again when a service refuses them: once for all services of a
 * run, which share them.
 *
 * @throws FrameferryError `ERR_OPTION` when they cannot be read.
 */
export async function openCredentials(
  { headerFile, tokenCommand }: CredentialOptions,
  { warn, signal, clock = systemClock }: CredentialTools,
): Promise<OpenCredentials> {
  if (headerFile === null && tokenCommand === null) return NONE;
  const file = headerFile === null ? null : new HeaderFile(headerFile);
  const command = tokenCommand === null ? null : new TokenCommand(tokenCommand, clock);
  const redact = (words: string, secrets: readonly string[]): string =>
    secretRedactor(secrets).text(words);
  const sources = [file, command].filter((source) => source !== null);
  const credentials = new RenewableCredentials({ sources, redact, warn });
  const stop = (): void => credentials[Symbol.dispose]();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const fault = await credentials.read();
  signal.removeEventListener("abort", stop);
  if (fault !== null && !signal.aborted) throw usageError(fault.problem, fault.remedy);
  const unwatch = file?.watch(() => void credentials.refresh());
  return {
    credentials,
    [Symbol.dispose]: () => {
      unwatch?.();
      stop();
    },
  };
}

const NONE: OpenCredentials = { credentials: null, [Symbol.dispose]: () => {} };
