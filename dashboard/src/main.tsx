import { render } from 'preact';

import { App } from './app';
import { follow_address } from './route';
import { take_token_from_address } from './session';
import './theme.css';
import './layout.css';
import './parts.css';
import './pages.css';

take_token_from_address();
follow_address();
render(<App />, document.getElementById('app')!);
