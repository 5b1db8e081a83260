import { request } from "node:http";
import { request as requestTls } from "node:https";
import { shownAddress } from "../../core/service-address.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** Asks the service for its address with HEAD: any HTTP answer shows that it is there. */
export async function checkService(address: string): Promise<Finding> {
  const shown = shownAddress(address);
  const startedMs = performance.now();
  try {
    const status = await headStatus(new URL(address));
    const detail = `${shown} answers (status ${status} to HEAD) in ${Math.round(performance.now() - startedMs)} ms`;
    if (status === 404)
      return warning(
        "service",
        detail,
        "the server is there but does not know this path: check it",
      );
    return ok("service", detail);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return problem(
      "service",
      `${shown} does not answer: ${code ?? message}`,
      "start the service, or check host and port",
    );
  }
}

const PATIENCE_MS = 5000;

function headStatus(url: URL): Promise<number> {
  const send = url.protocol === "https:" ? requestTls : request;
  return new Promise((resolve, reject) => {
    const options = {
      method: "HEAD",
      signal: AbortSignal.timeout(PATIENCE_MS),
      agent: false as const,
    };
    send(url, options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", (error) =>
        reject(
          error.name === "AbortError" ? new Error(`nothing within ${PATIENCE_MS / 1000} s`) : error,
        ),
      )
      .end();
  });
}
