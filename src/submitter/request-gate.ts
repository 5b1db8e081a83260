/** Admits requests to a service that several runs send to, so that no more are in flight than the service may have. */
export interface RequestGate {
  /** Enters at once if there is room. @returns whether it has. */
  tryEnter(): boolean;
  /** Resolves once there is room for the request, or to `false` once the signal aborts. */
  enter(signal: AbortSignal): Promise<boolean>;
  /** A request that has entered has ended. */
  leave(): void;
}
