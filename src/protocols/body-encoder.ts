import type { BodyRoom, Protocol } from "../core/protocol.ts";

/** The half of a protocol that builds bodies. */
export type BodyEncoder = BodyRoom & Pick<Protocol, "encode">;
