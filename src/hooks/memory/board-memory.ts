/** What a site has shown at an MQTT broker, and what is retained there. */
export interface BoardMemory {
  /** Address of the broker, without its login. */
  readonly broker: string;
  /** Name of the site's client there, so that a new connection takes the place of one that is not known to be lost. */
  readonly clientId: string;
  readonly topic: string;
  /** `false` where Home Assistant was not told. */
  readonly discovery: string | false;
  /** Names of the sources. */
  readonly sources: readonly string[];
}
