/**
 * The health check of the image: ends with 0 if the site in this container answers at `/healthz`, else with 1. The port is that of
 * `FRAMEFERRY_METRICS`. An answer that asks for a token is also one.
 */
const place = process.env.FRAMEFERRY_METRICS ?? "";
const port = place.slice(place.lastIndexOf(":") + 1);

try {
  const { status } = await fetch(`http://127.0.0.1:${port}/healthz`, {
    signal: AbortSignal.timeout(8000),
  });
  process.stdout.write(`/healthz answers ${status}\n`);
  process.exitCode = status === 200 || status === 401 ? 0 : 1;
} catch (error) {
  const { cause, message } = /** @type {Error} */ (error);
  const reason = cause instanceof Error ? cause.message : message;
  process.stdout.write(`/healthz does not answer: ${reason}\n`);
  process.exitCode = 1;
}
