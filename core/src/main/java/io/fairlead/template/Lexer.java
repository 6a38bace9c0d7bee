package io.fairlead.template;

import io.fairlead.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a template's text into tokens. Used once, by one thread. */
final class Lexer {
  private static final String COMMENT = "/*";
  private static final String COMMENT_END = "*/";

  private final String name;
  private final String text;
  private final Delimiters delimiters;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int depth;

  Lexer(String name, String text, Delimiters delimiters) {
    this.name = name;
    this.text = text;
    this.delimiters = delimiters;
  }

  /** All tokens, the last of which is {@link Kind#END}. */
  List<Token> tokens() {
    boolean trimLeft = false;
    while (true) {
      int open = text.indexOf(delimiters.left(), at);
      String plain = text.substring(at, open < 0 ? text.length() : open);
      int start = line;
      at += plain.length();
      String kept = trimLeft ? withoutSpaceBefore(plain) : plain;
      start += lines(plain.substring(0, plain.length() - kept.length()));
      if (open >= 0 && trimsBefore(open)) {
        kept = withoutSpaceAfter(kept);
      }
      if (!kept.isEmpty()) {
        tokens.add(new Token(Kind.TEXT, kept, start));
      }
      line += lines(plain);
      if (open < 0) {
        tokens.add(new Token(Kind.END, "", line));
        return tokens;
      }
      trimLeft = action();
    }
  }

  /** One action or comment; whether what follows loses its leading space. */
  private boolean action() {
    int started = line;
    boolean trim = trimsBefore(at);
    at += delimiters.left().length();
    int inner = trim ? at + 2 : at;
    if (text.startsWith(COMMENT, inner)) {
      return comment(inner);
    }
    tokens.add(new Token(Kind.LEFT, delimiters.left(), line));
    if (trim) {
      at++; // the sign; the space after it is skipped as any other
    }
    depth = 0;
    while (true) {
      if (at >= text.length()) {
        throw wrong(started, "an action that starts here is not closed by " + delimiters.right());
      }
      boolean trims = trimsAfter();
      if (trims || text.startsWith(delimiters.right(), at)) {
        if (depth > 0) {
          throw wrong(line, "a parenthesis is not closed");
        }
        at += delimiters.right().length() + (trims ? 2 : 0);
        tokens.add(new Token(Kind.RIGHT, delimiters.right(), line));
        return trims;
      }
      word();
    }
  }

  private boolean comment(int start) {
    int end = text.indexOf(COMMENT_END, start);
    if (end < 0) {
      throw wrong(line, "a comment is not closed by */");
    }
    int after = end + COMMENT_END.length();
    line += lines(text.substring(at, after));
    at = after;
    boolean trims = trimsAfter();
    if (!trims && !text.startsWith(delimiters.right(), at)) {
      throw wrong(line, "a comment ends with */" + delimiters.right() + " and nothing between");
    }
    at += delimiters.right().length() + (trims ? 2 : 0);
    return trims;
  }

  /** Whether a sign to trim follows: it needs a space, or it is a number's. */
  private boolean trimsBefore(int open) {
    int sign = open + delimiters.left().length();
    return sign + 1 < text.length() && text.charAt(sign) == '-' && isSpace(text.charAt(sign + 1));
  }

  /** Whether {@code -}}} stands here. */
  private boolean trimsAfter() {
    return at < text.length()
        && isSpace(text.charAt(at))
        && text.startsWith("-" + delimiters.right(), at + 1);
  }

  private void word() {
    char c = text.charAt(at);
    if (isSpace(c)) {
      space();
    } else if (c == '"') {
      quoted('"', Kind.STRING);
    } else if (c == '\'') {
      quoted('\'', Kind.CHARACTER);
    } else if (c == '`') {
      raw();
    } else if (c == '$') {
      take(Kind.VARIABLE, endOfWord(at + 1));
    } else if (c == '.' && !isDigitAt(at + 1)) {
      int end = endOfWord(at + 1);
      take(end == at + 1 ? Kind.DOT : Kind.FIELD, end);
    } else if (isDigitAt(at) || ((c == '+' || c == '-' || c == '.') && startsNumber())) {
      take(Kind.NUMBER, endOfNumber());
    } else if (isLetter(c)) {
      take(Kind.IDENTIFIER, endOfWord(at));
    } else {
      sign(c);
    }
  }

  private void sign(char c) {
    switch (c) {
      case '|' -> take(Kind.PIPE, at + 1);
      case ',' -> take(Kind.COMMA, at + 1);
      case '=' -> take(Kind.ASSIGN, at + 1);
      case '(' -> {
        depth++;
        take(Kind.OPEN, at + 1);
      }
      case ')' -> {
        depth--;
        if (depth < 0) {
          throw wrong(line, "a ) has no ( before it");
        }
        take(Kind.CLOSE, at + 1);
      }
      case ':' -> {
        if (!text.startsWith(":=", at)) {
          throw wrong(line, "expected := and found ':'");
        }
        take(Kind.DECLARE, at + 2);
      }
      default -> throw wrong(line, "'" + c + "' means nothing in an action");
    }
  }

  private void space() {
    int end = at;
    int started = line;
    while (end < text.length() && isSpace(text.charAt(end))) {
      if (end > at && text.startsWith("-" + delimiters.right(), end + 1)) {
        break; // that space belongs to the sign
      }
      end++;
    }
    String space = text.substring(at, end);
    at = end;
    line += lines(space);
    tokens.add(new Token(Kind.SPACE, space, started));
  }

  private void quoted(char quote, Kind kind) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      if (text.charAt(end) == '\n') {
        break;
      }
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= text.length() || text.charAt(end) != quote) {
      throw wrong(line, "a text in " + quote + " is not closed on its line");
    }
    take(kind, end + 1);
  }

  private void raw() {
    int end = text.indexOf('`', at + 1);
    if (end < 0) {
      throw wrong(line, "a text in ` is not closed");
    }
    take(Kind.RAW_STRING, end + 1);
  }

  private boolean startsNumber() {
    return isDigitAt(at + 1)
        || (text.charAt(at) != '.'
            && at + 1 < text.length()
            && text.charAt(at + 1) == '.'
            && isDigitAt(at + 2));
  }

  private int endOfNumber() {
    int end = at + (text.charAt(at) == '+' || text.charAt(at) == '-' ? 1 : 0);
    boolean hex = text.startsWith("0x", end) || text.startsWith("0X", end);
    while (end < text.length()) {
      char c = text.charAt(end);
      boolean exponentSign =
          (c == '+' || c == '-')
              && "eEpP".indexOf(text.charAt(end - 1)) >= 0
              && (!hex || "pP".indexOf(text.charAt(end - 1)) >= 0);
      if (!isLetter(c) && !Character.isDigit(c) && c != '.' && !exponentSign) {
        break;
      }
      end++;
    }
    return end;
  }

  private int endOfWord(int from) {
    int end = from;
    while (end < text.length()
        && (isLetter(text.charAt(end)) || Character.isDigit(text.charAt(end)))) {
      end++;
    }
    return end;
  }

  private void take(Kind kind, int end) {
    String word = text.substring(at, end);
    tokens.add(new Token(kind, word, line));
    line += lines(word);
    at = end;
  }

  private boolean isDigitAt(int place) {
    return place < text.length() && text.charAt(place) >= '0' && text.charAt(place) <= '9';
  }

  private static boolean isLetter(char c) {
    return c == '_' || Character.isLetter(c) || Character.isSurrogate(c);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static int lines(String part) {
    return (int) part.chars().filter(c -> c == '\n').count();
  }

  private static String withoutSpaceBefore(String part) {
    int start = 0;
    while (start < part.length() && isSpace(part.charAt(start))) {
      start++;
    }
    return part.substring(start);
  }

  private static String withoutSpaceAfter(String part) {
    int end = part.length();
    while (end > 0 && isSpace(part.charAt(end - 1))) {
      end--;
    }
    return part.substring(0, end);
  }

  private TemplateException wrong(int where, String message) {
    return new TemplateException(name, where, message);
  }
}
