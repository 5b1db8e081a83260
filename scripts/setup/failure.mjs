/** A step that failed for a reason outside our code: shown as a sentence, without a stack trace. */
export class SetupFailure extends Error {
  /**
   * @param {string} message what happened, and the way out
   * @param {number} exitCode 5: the environment; 1: the source does not build
   */
  constructor(message, exitCode = 5) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @param {unknown} error */
export function reportFailure(error) {
  if (!(error instanceof SetupFailure)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}

/**
 * Standard error, because the standard output of `npm start` carries data only.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`frameferry set-up: ${line}\n`);
}
