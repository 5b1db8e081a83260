/** The proxy as a process of its own, to be started by `startProxy`. */
import { answerCommands } from "../service-process.ts";
import { TcpProxy } from "./tcp-proxy.ts";

answerCommands(new TcpProxy());
