/**
 * A bare delivery of what lands in a folder.
 *
 * usage: bare-watch.ts FOLDER URL   -> runs until it is stopped
 */
import { BareDelivery } from "./bare-delivery.ts";

const [folder = "", address = ""] = process.argv.slice(2);
void new BareDelivery(folder, address);
