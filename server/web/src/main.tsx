import { render } from 'preact';

render(<h1>云聘厅</h1>, document.getElementById('app')!);
