import { fileURLToPath } from "node:url";
import { run } from "./setup/build.mjs";
import { reportFailure } from "./setup/failure.mjs";

await run(fileURLToPath(new URL("..", import.meta.url))).catch(reportFailure);
