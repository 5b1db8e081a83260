import { away } from "../common-faults.ts";
import { Inbox } from "../inbox.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { faultOf, unheardFault } from "./nats-faults.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";

/** Fault of a broker as something to throw within this folder. */
export class NatsFault extends Error {
  readonly fault: BrokerFault;

  constructor(fault: BrokerFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** What is published on a subject from now on, whoever it is for: a copy, which is taken from nobody. */
export class Overheard implements Disposable {
  readonly #inbox: Inbox<Uint8Array>;
  readonly #stop: () => void;

  constructor(link: NatsLink, { client }: NatsSession, subject: string) {
    const inbox = new Inbox<Uint8Array>(() => {
      this.#stop();
      return new NatsFault(away(`messages of ${link.name} come faster than they are read here`));
    });
    this.#inbox = inbox;
    const subscription = client.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) inbox.add(message.data);
        else inbox.end(new NatsFault(denialOrFault(error, link.name, subject)));
      },
    });
    void subscription.closed.then(() =>
      inbox.end(new NatsFault(away(`the connection to ${link.name} is lost`))),
    );
    this.#stop = () => {
      if (!client.isClosed()) subscription.unsubscribe();
    };
  }

  /** @throws NatsFault when nothing more can be heard. */
  bodies(signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    return this.#inbox.items(signal);
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

function denialOrFault(error: Error, broker: string, subject: string): BrokerFault {
  return error.name === "PermissionViolationError"
    ? unheardFault(broker, subject)
    : faultOf(error, broker);
}
