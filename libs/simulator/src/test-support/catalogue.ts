import { readFileSync } from 'node:fs';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';

export const starCatalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
