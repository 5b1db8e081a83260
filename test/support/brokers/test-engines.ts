import { NATS_ENGINE } from "./nats-test-engine.ts";
import { RABBITMQ_ENGINE } from "./rabbitmq-test-engine.ts";
import type { TestEngine } from "./test-engine.ts";

/** All kinds of brokers for which the contract holds. */
export const TEST_ENGINES: readonly TestEngine[] = [NATS_ENGINE, RABBITMQ_ENGINE];
