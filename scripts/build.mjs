import { fileURLToPath } from "node:url";
import { run } from "./setup/build.mjs";
import { reportFailure } from "./setup/failure.mjs";
import { rollUpTypes } from "./setup/roll-up-types.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
await run(root)
  .then(async () => await rollUpTypes(root))
  .catch(reportFailure);
