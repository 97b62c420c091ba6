import { imagesContract } from '../../contracts/images.ts';
import { startFakeRegistry } from '../../helpers/fake-registry.ts';
import { openImageScene } from '../../helpers/image-scene.ts';
import { tinyImage } from '../../helpers/test-image.ts';

imagesContract('over a registry', async () => {
  const [registry, scene] = await Promise.all([startFakeRegistry(), openImageScene()]);
  let offered = 0;
  return {
    driver: () => scene.services,
    offer: async () => {
      offered += 1;
      registry.add('app', `v${offered}`, tinyImage([[{ path: 'number', content: String(offered) }]]));
      return `${registry.host}/app:v${offered}`;
    },
    unknownReference: `${registry.host}/nothing:here`,
    isListed: (reference) => scene.room.images.list().some(({ repoTags }) => repoTags.includes(reference)),
    close: async () => {
      await scene.close();
      await registry.close();
    },
  };
});
