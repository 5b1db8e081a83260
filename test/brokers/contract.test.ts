import { afterAll, describe } from "vitest";
import { TEST_ENGINES } from "../support/brokers/test-engines.ts";
import { publishingContract } from "./contract/publishing.ts";
import { readingContract } from "./contract/reading.ts";
import { settingUpContract } from "./contract/setting-up.ts";
import { signsContract } from "./contract/signs.ts";
import { watchingContract } from "./contract/watching.ts";

describe.each(TEST_ENGINES)("the contract of all brokers, by $engine.name", (engine) => {
  afterAll(async () => await engine.end());
  describe.skipIf(engine.isMissing)("with a real one", () => {
    publishingContract(engine);
    readingContract(engine);
    settingUpContract(engine);
    signsContract(engine);
    watchingContract(engine);
  });
});
