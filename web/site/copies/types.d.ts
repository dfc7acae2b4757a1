// What Python tells of copies, see lettawasm/schemas/copies.py.

export type Kind = "folder" | "worker";

export interface Checked {
  restores: boolean;
  problem: string | null;
  made_at: string | null;
  size: number;
  agents: string[];
  found: Record<string, number>;
  versions: number;
  since: Record<string, number>;
  gone: Record<string, number>;
  checked_at: string;
}

export interface Copy {
  id: string;
  kind: Kind | "download";
  place: string;
  name: string;
  size: number;
  made_at: string;
  created_at: string;
  problem: string | null;
  checked: Checked | null;
}

export interface Place {
  kind: Kind;
  name: string;
  minutes: number | null;
  has_token: boolean;
  due_at: string | null;
  wants_check: boolean;
}

export interface Overview {
  copies: Copy[];
  places: Place[];
  changed_at: string | null;
  verdict: {
    level: "alone" | "old" | "copied" | "checked" | "safe";
    places: number;
    checked_at: string | null;
    warnings: string[];
  };
}
