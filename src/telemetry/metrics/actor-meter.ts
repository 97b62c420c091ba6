/** Counts what happens among actors: a number or two a message, for it is called within transitions. */
import type { SightingListener } from '../../machines/sightings.ts';
import type { Meters } from './meters.ts';

export const actorMeter =
  (meters: Meters): SightingListener =>
  (sighting) => {
    switch (sighting.type) {
      case 'message.arrived': {
        const { machine, name } = sighting.actor;
        if (sighting.isBirth) {
          meters.count('actorsStarted', { machine });
          if (/#\d+$/.test(name)) meters.count('restarts', { machine });
        } else if (!sighting.isDelivered) meters.count('messages', { machine, outcome: 'undelivered' });
        return;
      }
      case 'message.handled': {
        const { machine } = sighting.actor;
        meters.count('messages', { machine, outcome: sighting.isWanted ? 'handled' : 'unhandled' });
        if (sighting.hasMoved) meters.count('transitions', { machine });
        if (sighting.elapsedMs !== undefined) meters.observe('messageDuration', { machine }, sighting.elapsedMs / 1000);
        return;
      }
      case 'actor.crashed':
        meters.count('crashes', { machine: sighting.actor.machine });
    }
  };
