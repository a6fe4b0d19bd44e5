// Shows a rule's page.

import * as vscode from 'vscode';
import { output } from '../program';
import type { Session } from '../session';

const SCHEME = 'slotlint-rule';

/** As `slotlint explain --all --output-format json` writes it; more is there. */
interface RulePage {
  readonly name: string;
  readonly summary: string;
  readonly severity: string;
  /** Markdown. */
  readonly body: string;
}

/** Serves pages under `slotlint-rule:/<name>.md`. */
export class RulePages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly session: Session) {}

  dispose(): void {
    this.registration.dispose();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const name = uri.path.replace(/^\//, '').replace(/\.md$/, '');
    const { path } = await this.session.program();
    return output(path, ['explain', '--output-format', 'markdown', '--', name], undefined);
  }

  /** Opens the page of a rule; asks for the rule when none is named. */
  async open(named: unknown): Promise<void> {
    const name = typeof named === 'string' ? named : await this.ask();
    if (name === undefined) {
      return;
    }
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    // Fails here, with slotlint's own words, when there is no such rule; the preview would show an empty page.
    await vscode.workspace.openTextDocument(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  private async ask(): Promise<string | undefined> {
    const { path } = await this.session.program();
    const rules = JSON.parse(await output(path, ['explain', '--all', '--output-format', 'json'], undefined)) as RulePage[];
    const here = rulesAtCursor();
    rules.sort((a, b) => Number(here.has(b.name)) - Number(here.has(a.name)) || a.name.localeCompare(b.name));
    const items = rules.map(({ name, summary, severity }) => ({
      label: name,
      description: here.has(name) ? `${severity}, found in this line` : severity,
      detail: summary,
    }));
    const item = await vscode.window.showQuickPick(items, { title: 'slotlint: explain a rule', matchOnDetail: true });
    return item?.label;
  }
}

/** The rules of the findings in the line of the cursor. */
function rulesAtCursor(): Set<string> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return new Set();
  }
  const line = editor.selection.active.line;
  const rules = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === 'slotlint' && range.start.line <= line && line <= range.end.line)
    .map(({ code }) => String(typeof code === 'object' ? code.value : code));
  return new Set(rules);
}
