/** The oracle as a process of its own, to be started by `startOracle`. */
import { answerCommands } from "../service-process.ts";
import { OracleService } from "./oracle-service.ts";

answerCommands(new OracleService());
