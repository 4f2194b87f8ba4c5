package dev.prunella.app.serve;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body ends with an error where it is too large, also if it does not say so. */
final class BoundedRequest extends HttpServletRequestWrapper {
  private final long most;

  BoundedRequest(HttpServletRequest request, long most) {
    super(request);
    this.most = most;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new Bounded(super.getInputStream(), most);
  }

  @Override
  public BufferedReader getReader() throws IOException {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }

  private static final class Bounded extends ServletInputStream {
    private final ServletInputStream in;
    private long left;

    Bounded(ServletInputStream in, long most) {
      this.in = in;
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      int one = in.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int some = in.read(bytes, offset, length);
      count(Math.max(0, some));
      return some;
    }

    private void count(int read) {
      left -= read;
      if (left < 0) {
        throw new Refusal(413, "too-large", "that is more than is taken here");
      }
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
