/** The store on disk and the one in memory are the same to who uses them. */
import { openMemoryStore } from '../../src/store/memory-store.ts';
import { openStore } from '../../src/store/store.ts';
import { storeContract } from '../contracts/store.ts';

storeContract('SQLite', () => openStore(':memory:'));
storeContract('memory', openMemoryStore);
